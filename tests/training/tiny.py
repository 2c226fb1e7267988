"""A base encoder that fits in a test: two random layers of 32 numbers, saved as the real ones are; and rows to learn from."""

import csv
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

WORDS = {
    "track": ["where", "parcel", "order", "late", "courier", "moving", "arrive", "porch", "waiting", "shipped"],
    "refund": ["money", "back", "bank", "card", "refund", "returned", "amount", "account", "credit", "paid"],
    "size": ["small", "large", "fit", "tight", "shoes", "medium", "foot", "wide", "length", "jacket"],
    "oos": ["weather", "poem", "football", "recipe", "president", "homework", "planet", "song", "dream", "lottery"],
}
FILLERS = ["please", "hello", "the", "my", "is", "it", "can", "you", "i", "a", "to", "so", "really", "just", "now", "still", "thanks"]


def text(intent: str, chance: random.Random) -> str:
    words = chance.sample(WORDS[intent], 3) + chance.sample(FILLERS, 4)
    chance.shuffle(words)
    return " ".join(words)


def rows(count: int, intents: tuple[str, ...] = ("track", "refund", "size"), seed: int = 1) -> list[dict[str, str]]:
    chance = random.Random(seed)
    return [
        {
            "text": text(intents[i % len(intents)], chance),
            "intent": intents[i % len(intents)],
            "language": "en",
            "sentiment": ("negative", "neutral", "positive")[i % 3],
            "group": f"writer-{i // len(intents) % 6}",
        }
        for i in range(count)
    ]


def write_csv(path: Path, lines: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def pack(folder: Path, base: Path, lines: list[dict[str, str]]) -> Path:
    """A pack with these utterances and the tiny encoder, and nothing else."""
    folder.mkdir()
    write_csv(folder / "utterances.csv", lines)
    (folder / "pack.yaml").write_text(f"training: {{base: {base}}}\n")
    return folder


def write_base(folder: Path) -> Path:
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(c for c in "abcdefghijklmnopqrstuvwxyz0123456789?!.")]
    pieces += [f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz0123456789"] + sorted(
        {w for words in WORDS.values() for w in words} | set(FILLERS)
    )
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    tokenizer.post_processor = BertProcessing(("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"]))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    return folder
