// The door of Reports; its furniture follows.
