"""The demonstration: a whole review day with made-up people, played by the program's own functions."""
