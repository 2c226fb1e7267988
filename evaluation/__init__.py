"""How good it is: models on labelled texts, indexes on queries, dialogues on what customers thought of them."""
