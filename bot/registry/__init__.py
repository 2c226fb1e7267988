"""The life of a model: which version of a pack serves, which is on trial, and how running servers follow changes of that."""
