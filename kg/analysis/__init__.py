"""Measures on a network: a graph goes in, dataclasses come out; nothing is printed and no file is read."""
