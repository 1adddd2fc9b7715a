"""What a scene is made of: one raster file, its bands and dates, and how it is brought onto the grid."""
