"""Data sets: training and test images with their labels."""
