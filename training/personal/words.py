"""Words that occur where names do but are not names, and Chinese family names."""

WORDS = """
a able about absolutely account accounts actually advance after afternoon again agent all also always am amazing an and angry annoyed
another any anyone anything anyway appear appears appointment appt april are as asap asked at august awaiting aware away back bad be
because been before best better between billing blue both bought but by bye call called can cancel cannot card care changed cheers
christmas complaints confused could currently customer customers date day dear december delighted deliver delivery department desk did
disappointed do does don't done down dr due easter either email english enough enquiries even ever every everybody everyone everything
excellent extremely february fed fine first folks for frau friday friend friends from frustrated fully fuming furious get getting glad
going good goodbye got great guys had half happy has have having he hello help here herr hey hi his holiday hope hoping how however i
i'll i'm i've if ill in instead interested is it it's its january july june just keen keep kind kindly ladies last late later let like
listed literally live living looking lot love lovely ma'am madam mail management manager many march maybe me miss missing mme monday
month more morning most moving mr mrs ms much mx my name need needing never new next nice night no nobody none not nothing november now
october of off office ok okay old on once one only or order orders other our out over paid parcel partner payments people perhaps please
pleased possible post probably prof professor quite ready really received regarding regards registered returning returns right sad sales
same satisfied saturday saved says security see seller senor september service services señor señora shall she shop short should shows
sincerely sir sirs so some somebody someone something soon sorry speaking spelled spelt staff standing still store stuck such summer
sunday support supposed sure surprised team tell thank thanks that the their them then there these they thing this those though thrilled
thursday thus till time to today together told tomorrow too totally traveling trying tuesday two unable under unfortunately unhappy
unsure until up upset us use used usually very waiting want warehouse was we wednesday week welcome well went were what whatever when
where whether which while who why will with without wondering worried would writing wrong year yes yesterday yet you your yours
american australian austrian belgian british canadian chinese danish dutch european finnish french german indian irish italian japanese
mexican norwegian polish portuguese russian scottish spanish swedish swiss turkish welsh amazon amex apple chrome dhl dpd evri facebook
fedex firefox gls google hermes instagram ios iphone klarna mastercard microsoft paypal samsung stripe trustpilot twitter ups usps vip
visa whatsapp youtube martens oetker pepper muscle sir/madam urgent ridiculous unacceptable terrible awful outrageous vegan vegetarian
halloween thanksgiving muslim jewish
"""
NOT_NAMES = frozenset(WORDS.split())
"""Words in lower case that customers capitalise after "I'm", "Hi", "Thanks" or "under", and that are no names."""

THINGS = """
airlines airport app avenue bank bed blanket book boulevard bus cable cafe camera card center centre chair charger church city close club
coat code college company corporation country court cover credit crew cup curtain dress drive duvet edition express failure gardens gift
gmbh group hall hospital hotel house inc industries insurance island jacket kettle kitchen lamp lane league light limited line list llc
ltd market mat media mode model motors news number oven pan park phone pillow place plan plant plaza plus policy post practice price prime
pro problem quay railway restaurant road room rug sale school set shelf shirt shoes side size sneakers sofa square stand station store
street studio system table time tower town track trail train unit united university vacuum valley version village watch way week world
"""
NO_PERSONS = frozenset(THINGS.split())
"""Words in lower case; capitalised words that begin or end with one of them are a place, a firm or a product, not a person."""

PARTICLE_WORDS = "al ap ben bin da de del della den der di do dos du el ibn la le ten ter van von y zu st"
PARTICLES = frozenset(PARTICLE_WORDS.split())

SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤章葛殷施季戚倪柯梅童柳祝庞樊颜傅穆萧骆耿岳洪鲁辛兰翁关"
    "安包左齐康伍庄聂焦柴霍翟甘欧阮裴简艾游卞饶蓝"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "南宫", "端木", "长孙", "宇文")

NEVER_GIVEN = frozenset(
    "的了是我你您他她它们在想要不没有能可以怎么吗呢吧啊呀哦嗯和跟与给买退换查问请帮说先把被让就也都还这那什哪个单号订话址，。、：:（）()"
    "很太再又到从对为会将去来收发寄送打电手机快递便客服姓女姐件张份点块上下后里外昨日时周几多少全部"
)
"""Characters that end a Chinese name, because they begin the next word far more often than they occur in given names."""

CHINESE_WORDS = """
安徽 江苏 江西 甘肃 金牌 金卡 白金 黄金 高级 高兴 高中 方便 方式 方法 方面 于是 钱包 石家 温州 徐州 苏州 郑州 梁山 常州 马上 周末
周一 周二 周三 周四 周五 周六 周日 周边 周围 曾经 任何 任务 任性 华为 向来 陶瓷 文具 成都 贵州 云南 沈阳 武汉 武昌 熊猫 房东 房主
房间 包邮 包裹 包装 单位 简单 简直 关于 关系 关注 关闭 安全 安装 安排 安心 安卓 左右 康复 管理 管家 游客 游戏 路上 路过 万一 万分
林业 白色 白天 蓝色 黄色 金色 毛毯 毛巾 毛病 石头 龙头 江湖 江南 谢谢 史上 程序 程度 顾客 段时 许多 许久 范围 施工 金额 张家 马桶
雷区 叶子 田园 石材 夏天 夏季 秦皇 庄园 柳州 兰州 余额 余下 贺卡 莫名 齐全 费用 严重 洪水 汤锅 章节 季度 季节 祝福 梅花 童装 童车
主任 历史 小黄 小马 小金 陆续 辛苦 路痴 何时 白领 高管 高层 黄牛 金牛 白羊 房客 房子 毛衣 包包 金毛 钟点 严格 金融
张纸 张票 张卡 张图 张单 张照 张截 张表 张床 张桌 张沙 张空 张废 张旧 张假 张信 张名 张发 张收 张优 张贺
江门 江阴 江津 金华 黄山 黄石 黄冈 梅州 安阳 安庆 安康 安顺 包头 齐齐 焦作 万州 邵阳 岳阳 汤阴 任丘 洪湖 安吉 余姚 余杭
"""
NOT_CHINESE_NAMES = frozenset(CHINESE_WORDS.split())
"""The beginnings of words that begin like a name."""
