"""From a pack's texts to the models that serve it; read ``run.py`` first."""
