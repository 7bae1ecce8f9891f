public import Simulation

/// The start of a line in the log format of Kubernetes' programs (klog), up to the place in the source.
public enum KlogHeader {
  /// `E1123 07:43:39.582449     154 run.go:72`. The process of a static Pod's container has the id 1.
  public static func text(_ letter: String, _ wall: WallTime, pid: Int = 1, _ place: String) -> String {
    let stamp = wall.rfc3339Micro
    let date = "\(stamp.dropFirst(5).prefix(2))\(stamp.dropFirst(8).prefix(2))"
    let time = stamp.dropFirst(11).dropLast()
    let id = String(pid)
    return "\(letter)\(date) \(time) \(String(repeating: " ", count: max(0, 7 - id.count)))\(id) \(place)"
  }

  public static func error(_ wall: WallTime, _ place: String) -> String { text("E", wall, place) }
  public static func warning(_ wall: WallTime, _ place: String) -> String { text("W", wall, place) }
  public static func info(_ wall: WallTime, _ place: String) -> String { text("I", wall, place) }
}
