"""Models as they are served: artifacts, encoders of language groups, and what their scores mean."""
