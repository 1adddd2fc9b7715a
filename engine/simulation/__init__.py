"""The parts of the sample scene: its land, what the land reflects, the sensors that look at it, and the files."""
