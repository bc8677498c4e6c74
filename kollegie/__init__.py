"""The core of Kollegie: the whole review without a screen."""

__version__ = "0.1.0"
