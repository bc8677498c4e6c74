"""Records become warning signals, one small pure rule each."""
