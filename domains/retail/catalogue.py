"""What Harbour Lane sells: names in both languages, prices, and the sizes and colours that exist."""

from dataclasses import dataclass

COLOURS: dict[str, str] = {
    "black": "黑色",
    "white": "白色",
    "grey": "灰色",
    "navy": "藏青色",
    "blue": "蓝色",
    "green": "绿色",
    "olive": "橄榄绿",
    "sand": "沙色",
    "red": "红色",
    "mustard": "芥末黄",
    "pink": "粉色",
}

CLOTHES = ("XS", "S", "M", "L", "XL", "XXL")
SHOES = tuple(str(size) for size in range(36, 47))
BEDDING = ("single", "double", "king")
SIZE_NAMES: dict[str, str] = {"single": "单人", "double": "双人", "king": "特大号"}

EU = ("DE", "NL", "FR", "ES", "IE")
FREE_LABEL = ("US", "GB", *EU)
"""Where a return label costs nothing."""

LABEL_CENTS = 600
KEEP_BELOW_CENTS = 4000
"""Damaged items under this price need not come back."""


@dataclass(frozen=True, slots=True)
class Product:
    """An article; ``cents`` is its price, ``warranty`` years, ``other_names`` what customers call it."""

    key: str
    english: str
    chinese: str
    cents: int
    warranty: int = 1
    sizes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    returnable: bool = True

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.chinese if language == "zh" else self.english


PRODUCTS: dict[str, Product] = {
    product.key: product
    for product in (
        Product(
            "fjord_kettle", "Fjord kettle", "Fjord电热水壶", 4990, 2, (), ("black", "white", "sand"), ("kettle", "烧水壶", "水壶", "热水壶")
        ),
        Product("moka_pot", "Copper moka pot", "铜摩卡壶", 3900, 1, (), (), ("moka", "coffee pot", "摩卡壶", "moka壶")),
        Product("skillet", "Cast-iron skillet 26 cm", "26厘米铸铁煎锅", 4500, 1, (), (), ("skillet", "pan", "铸铁锅", "平底锅", "锅")),
        Product(
            "bedding",
            "Lindos linen bedding",
            "Lindos亚麻四件套",
            12900,
            1,
            BEDDING,
            ("white", "sand", "grey"),
            ("bedding", "sheets", "四件套", "床品", "被套"),
        ),
        Product(
            "lunch_box", "Bento lunch box", "Bento便当盒", 2400, 1, (), ("green", "navy", "pink"), ("bento", "lunch box", "饭盒", "便当盒")
        ),
        Product("duvet", "Nimbus duvet", "Nimbus羽绒被", 14900, 1, BEDDING, (), ("duvet", "comforter", "被子", "羽绒被")),
        Product("desk_lamp", "Aria desk lamp", "Aria台灯", 6900, 2, (), ("black", "white", "mustard"), ("lamp", "desk lamp", "台灯", "灯")),
        Product(
            "speaker",
            "Pebble bluetooth speaker",
            "Pebble蓝牙音箱",
            5900,
            2,
            (),
            ("grey", "blue", "red"),
            ("speaker", "音箱", "小音箱", "音响"),
        ),
        Product(
            "trail_shoes",
            "Trail running shoes",
            "越野跑鞋",
            9900,
            1,
            SHOES,
            ("black", "blue", "olive"),
            ("trail shoes", "shoes", "runners", "跑鞋", "鞋"),
        ),
        Product(
            "sweater",
            "Merino crew sweater",
            "美利奴圆领毛衣",
            8900,
            1,
            CLOTHES,
            ("grey", "navy", "olive"),
            ("sweater", "jumper", "merino", "毛衣", "羊毛衫"),
        ),
        Product("tote", "Canvas tote", "帆布托特包", 2900, 1, (), ("sand", "black", "navy"), ("tote", "bag", "帆布包", "包")),
        Product(
            "parka",
            "Rain parka",
            "防雨派克",
            11900,
            1,
            CLOTHES,
            ("green", "navy", "mustard"),
            ("parka", "rain coat", "coat", "雨衣", "派克"),
        ),
        Product("side_table", "Oak side table", "橡木边桌", 13900, 1, (), (), ("side table", "table", "边桌", "小方桌", "桌子")),
        Product("drone", "Kite drone mini", "Kite迷你无人机", 12900, 2, (), (), ("drone", "无人机", "小无人机")),
        Product("knife_set", "Ceramic knife set", "陶瓷刀具套装", 5400, 1, (), (), ("knives", "knife set", "陶瓷刀", "刀具")),
        Product("earbuds", "Loop earbuds", "Loop无线耳机", 7900, 2, (), ("black", "white"), ("earbuds", "headphones", "耳机")),
        Product(
            "wool_sneakers",
            "Wool runner sneakers",
            "羊毛休闲鞋",
            9500,
            1,
            SHOES,
            ("grey", "navy", "sand"),
            ("wool sneakers", "wool runners", "sneakers", "羊毛鞋", "鞋"),
        ),
        Product("air_fryer", "Air fryer 5 l", "5升空气炸锅", 8900, 2, (), ("black", "white"), ("air fryer", "fryer", "空气炸锅", "炸锅")),
        Product("robot_vacuum", "Robot vacuum R2", "R2扫地机器人", 24900, 2, (), (), ("robot", "vacuum", "hoover", "扫地机", "扫地机器人")),
        Product("yoga_mat", "Yoga mat", "瑜伽垫", 3900, 1, (), ("green", "grey", "pink"), ("mat", "垫子", "瑜伽垫")),
        Product(
            "espresso",
            "Espresso machine Piccolo",
            "Piccolo意式咖啡机",
            29900,
            2,
            (),
            ("black", "red"),
            ("espresso machine", "coffee machine", "piccolo", "咖啡机"),
        ),
        Product("linen_shirt", "Linen shirt", "亚麻衬衫", 5900, 1, CLOTHES, ("white", "blue", "sand"), ("shirt", "衬衫", "衬衣")),
        Product(
            "trousers",
            "Corduroy trousers",
            "灯芯绒长裤",
            7900,
            1,
            CLOTHES,
            ("navy", "olive", "sand"),
            ("trousers", "cords", "pants", "裤子", "灯芯绒裤"),
        ),
        Product("shelf", "Bamboo shelf", "竹制置物架", 6400, 1, (), (), ("shelf", "rack", "架子", "竹架", "置物架")),
        Product("night_light", "Night light Moon", "Moon小夜灯", 2900, 2, (), (), ("night light", "moon light", "夜灯", "月亮灯")),
        Product("flask", "Thermos flask", "保温杯", 3200, 1, (), ("black", "green", "sand"), ("thermos", "flask", "bottle", "杯子")),
        Product("gift_card", "Gift card", "礼品卡", 5000, 0, (), (), ("voucher", "礼卡"), returnable=False),
    )
}

SOLD_OUT: frozenset[tuple[str, str, str]] = frozenset(
    {
        ("linen_shirt", "XS", "blue"),
        ("linen_shirt", "XXL", "white"),
        ("trail_shoes", "46", "olive"),
        ("sweater", "S", "olive"),
        ("parka", "XS", "mustard"),
        ("wool_sneakers", "36", "navy"),
        ("speaker", "", "red"),
        ("desk_lamp", "", "mustard"),
    }
)
"""Variants that are out of stock: product, size, colour."""


def variant_name(size: str, colour: str, language: str) -> str:
    """A size and colour as people write them."""
    if language == "zh":
        return "".join((COLOURS.get(colour, colour), SIZE_NAMES.get(size, f"{size}码" if size else "")))
    return ", ".join(part for part in (colour, size) if part)
