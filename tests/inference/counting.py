"""A model that counts how often it is asked."""

from bot.inference.prototypes import Model
from bot.inference.scores import Outputs
from bot.inference.text import Ranges


class Counting(Model):
    """Answers as the model behind it; ``passes``: how often it has."""

    def __init__(self, model: Model) -> None:
        self.model, self.passes = model, 0

    def outputs(self, text: str, parts: Ranges = ()) -> Outputs:
        """What the model behind it makes of the text."""
        self.passes += 1
        return self.model.outputs(text, parts)
