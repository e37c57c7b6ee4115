// The door of Experiment; its furniture follows.
