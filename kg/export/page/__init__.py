"""The parts of the page that the format ``html`` writes: template, style, scripts, and what fills them."""
