"""A static site: the pages of a graph as files, with what they link to."""
