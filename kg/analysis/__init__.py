"""Measures on a network: a graph goes in, values come out; nothing is printed and no file is read."""
