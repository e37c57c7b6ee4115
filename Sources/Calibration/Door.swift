// The door of Calibration; its furniture follows.
