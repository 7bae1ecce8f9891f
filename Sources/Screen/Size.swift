/// Columns and rows of a screen or of a part of it.
public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// What can reach a program from its terminal.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  case resized(Size)
  /// The deadline that the caller had set has come.
  case deadline
  /// One of the further file descriptors has something to read.
  case readable(Int32)
  /// The program was stopped and goes on: the screen was drawn afresh, and time has passed.
  case continued
  /// The terminal has gone (end of file or hang-up): there is nobody to draw for any more.
  case closed
}
