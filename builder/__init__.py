"""Write a trained network out as JavaScript and build the one HTML file from it."""
