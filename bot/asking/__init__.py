"""A language model, where there is one, is asked what a message wants that the encoder is unsure of."""
