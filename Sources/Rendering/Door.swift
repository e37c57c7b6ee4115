// The door of Rendering; its furniture follows.
