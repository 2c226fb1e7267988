"""A small Chinese shop: labelled texts and documents that n-grams learn in a second."""

import csv
import json
from pathlib import Path

TEXTS: dict[str, tuple[str, ...]] = {
    "track": (
        "我的包裹到哪了",
        "快递到哪里了",
        "物流怎么不动了",
        "包裹什么时候到",
        "查一下我的物流",
        "快递还没到",
        "帮我查快递",
        "我的快递呢",
    ),
    "refund": ("退款什么时候到账", "钱退了吗", "我的退款呢", "退款还没到", "什么时候退钱", "退款要多久", "钱怎么还没退", "查一下退款"),
    "invoice": (
        "帮我开发票",
        "发票怎么开",
        "我要发票",
        "发票抬头写错了",
        "电子发票发一下",
        "能开公司发票吗",
        "发票什么时候发",
        "没有收到发票",
    ),
    "oos": ("今天天气怎么样", "给我写首诗", "你会唱歌吗", "明天股票会涨吗", "帮我做作业", "推荐一部电影", "附近有好吃的吗", "世界杯谁赢了"),
}
DOCUMENTS = (
    {"id": "track", "title": "查物流", "text": "登录后在订单页面可以查看包裹的物流信息。"},
    {"id": "refund", "title": "退款时间", "text": "仓库收到退货后五个工作日内退款到原支付方式。"},
    {"id": "invoice", "title": "开发票", "text": "电子发票会发送到您的邮箱，九十天内可以修改抬头。"},
)


def utterances(path: Path, copies: int = 6) -> Path:
    """A training file: every text with small changes, ``copies`` times."""
    endings = ("", "？", "啊", "谢谢", "请问一下", "急")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "intent"))
        writer.writerows((text + ending, intent) for ending in endings[:copies] for intent, texts in TEXTS.items() for text in texts)
    return path


def documents(path: Path) -> Path:
    """The documents as JSONL."""
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in DOCUMENTS), encoding="utf-8")
    return path
