"""Benchmarks, one command each; results name the machine they ran on."""
