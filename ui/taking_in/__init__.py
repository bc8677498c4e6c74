"""What the rooms that take in files share: a plan shown before it is carried out, and the rows it refuses kept."""
