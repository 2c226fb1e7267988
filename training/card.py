"""The model card of an artifact: what a support lead should know before relying on it."""

from bot.inference import mixed, ngram, transformer
from bot.inference.artifact import GroupRecord, Manifest
from training import contradictions, curves, foreseen
from training.calibrate import ALPHA
from training.data import Dataset
from training.unlabelled import sentence

NAMES = {
    "accuracy": "Right label, out-of-scope included",
    "accuracy_float32": "The same before weights became int8",
    "macro_f1": "F1, every label counting the same",
    "in_scope_accuracy": "In-scope messages read rightly and not turned away",
    "oos_recall": "Out-of-scope messages recognised",
    "ece": "Calibration error of the probabilities",
    "coverage": "Messages answered without asking back",
    "selective_error": "Wrong among those",
    "sentiment_macro_f1": "Sentiment, F1 over negative, neutral, positive",
    "slot_f1": "Slots tagged in a message, F1 over whole spans",
    "slot_precision": "Right among the tagged spans that are used",
    "slot_recall": "Found among the marked spans",
}
COUNTED = ("ece",)
READ_BY = {
    transformer.KIND: "a sentence encoder adapted with LoRA, int8",
    mixed.KIND: "a sentence encoder adapted with LoRA, int8, and linear models over word n-grams beside it",
    ngram.KIND: "linear models over hashed n-grams",
}


def written(manifest: Manifest, data: Dataset, seconds: float) -> str:
    """The card as Markdown."""
    parts = [
        f"# Models of {manifest.pack}, version {manifest.version}",
        "",
        f"Made {manifest.created_at} in {seconds:.0f} s with effort `{manifest.effort}` and seed {manifest.seed}.",
        "It reads what a customer writes and says which of the pack's intents it is, how sure that is, whether it is outside of what",
        "this bot is for, and how the customer sounds; its vectors find passages of the knowledge base. It reads one message at a",
        heard_before(manifest),
        "",
        "## Data",
        "",
        f"{data.path.name}: {data.read} rows read, {len(data.rows)} used, {len(data.intents)} intents.",
        *(f"- {count} rows {reason}" for reason, count in manifest.report.items()),
        *([f"- {len(data.contradictions)} texts stand there with different intents: {contradictions.FILE}"] if data.contradictions else []),
        "",
    ]
    for name, record in manifest.groups.items():
        parts += group(name, record)
    parts += [
        *foreseen.section(manifest),
        "## Limits",
        "",
        *(f"- {line}" for line in limits(manifest)),
        "",
        "## Licence",
        "",
        licence(manifest),
        "",
    ]
    return "\n".join(parts)


def heard_before(manifest: Manifest) -> str:
    """The end of the card's first paragraph, which says whether earlier messages are taken into account."""
    if any(record.satisfaction or record.risk for record in manifest.outlook.values()):
        return "time; what was said before only counts in how the conversation is likely to go on."
    return "time and knows nothing of what was said before."


def group(name: str, record: GroupRecord) -> list[str]:
    """The section of one language group."""
    title = "Text in Latin letters" if name == "latin" else "Text in other scripts"
    limit = record.calibration.limits
    promise = (
        f"At most {limit.alpha:.1%} of the messages answered without asking back are misread, with 95 % confidence"
        if limit.certified
        else f"An error of {ALPHA:.0%} among the answered could not be certified with this much data; {limit.alpha:.1%} could"
    )
    return [
        f"## {title}",
        "",
        f"Read by {READ_BY[record.kind]}. {counted(record)}",
        f"{promise} ({limit.accepted_errors} errors in {limit.accepted_rows} rows above the threshold {limit.accept:.2f}).",
        *tagging(record),
        *([sentence(record.unlabelled)] if record.unlabelled is not None else []),
        "",
        *table(record),
        "",
        f"![How its training went, whether its probabilities are right, and what answering more costs]({name}/{curves.FILE})",
        "",
        *pictured(record),
        "",
    ]


def pictured(record: GroupRecord) -> list[str]:
    """The caption of the picture."""
    rows = "the rows read in turn" if record.folds else "the calibration rows"
    return [
        f"The picture shows all {record.rows['calibration']} of {rows}. A dot below the diagonal: surer of these messages than right.",
        f"The red dot is the chosen threshold, the dashed line the error of {ALPHA:.0%} that is aimed at.",
    ]


def counted(record: GroupRecord) -> str:
    """How many rows each part has, and what they were used for."""
    rows = record.rows
    if record.folds:
        return (
            f"Rows to learn from: {rows['train']}; to test: {rows['test']}. None was kept back to calibrate: {record.folds} more models, "
            f"each of {record.folds - 1} of {record.folds} parts of the rows, read the part that they had not seen, {rows['calibration']} "
            "rows in all, and probabilities and thresholds rest on that. The promise below is theirs; of this one, which learnt from all, "
            "expect about the same, as of a cross-validation."
        )
    return f"Rows to learn from: {rows['train']}; to calibrate: {rows['calibration']}; to test: {rows['test']}."


def tagging(record: GroupRecord) -> list[str]:
    """Which slots the model tags and from which probability; nothing if the rows mark none."""
    if not record.slots:
        return []
    names, least = ", ".join(record.slots), record.calibration.span
    if least is None:
        return [f"It learnt to tag {names}, but not well enough: its tags are not used, the recognisers' values are."]
    return [
        f"It tags {names} and uses what is at least {least:.2f} probable, the threshold with the best F1 of those where 90 % are right"
        f"{' on the rows read in turn' if record.folds else ''}."
    ]


def table(record: GroupRecord) -> list[str]:
    """A table of the metrics on each part that was measured."""
    parts = [part for part in ("test", "calibration") if record.rows.get(part)]
    read = {"test": "test", "calibration": "read in turn" if record.folds else "calibration"}
    head = " | ".join(f"{read[part]} (n = {record.rows[part]})" for part in parts)
    lines = [f"| | {head} |", "|---|" + "---|" * len(parts)]
    for key, label in (*NAMES.items(), *((f"slot_f1_{slot}", f"F1 of the slot {slot}") for slot in record.slots)):
        values = [record.metrics.get(f"{part}_{key}") for part in parts]
        if any(value is not None for value in values):
            lines.append(f"| {label} | {' | '.join(shown(key, value) for value in values)} |")
    return lines


def shown(key: str, value: float | None) -> str:
    """A metric formatted for people."""
    if value == 0.0 and key.startswith("slot_f1_"):
        return "none found"
    return "-" if value is None else f"{value:.3f}" if key in COUNTED or "f1" in key else f"{value:.1%}"


def limits(manifest: Manifest) -> list[str]:
    """What not to expect."""
    lines = [
        "It only knows the intents it was trained on; a new kind of question is out of scope at best and misread at worst.",
        f"Thresholds come from {calibrated_on(manifest)}. Where customers write otherwise than their writers did, measure again.",
        "Sentiment is a hint for the desk, not a judgement of a person.",
        "Of a long message only the first 128 word pieces are read.",
    ]
    if any(record.kind == ngram.KIND for record in manifest.groups.values()):
        lines.append("Scripts other than Latin are read without a pre-trained model: expect clearly less there, and more questions back.")
    if not all(record.rows.get("test") for record in manifest.groups.values()):
        lines.append(
            f"Without a test part the numbers are from {calibrated_on(manifest)}, on which thresholds were set: somewhat too good."
        )
    return lines


def calibrated_on(manifest: Manifest) -> str:
    """The rows that set the thresholds, in words."""
    crossed = {bool(record.folds) for record in manifest.groups.values()}
    names = {True: "rows read in turn by models that had not learnt from them", False: "the calibration part"}
    return " and ".join(names[one] for one in sorted(crossed))


def licence(manifest: Manifest) -> str:
    """What the models are made of, and under which terms."""
    base = f"The encoder is {manifest.base.name}; all-MiniLM-L6-v2 is Apache-2.0. " if manifest.base else ""
    return f"{base}What was learnt from your texts is yours."
