import CTerminal
import Screen

extension Terminal {
  /// The longest text that one paste can hold; the rest is dropped.
  private static let mostPasted = 1 << 20

  /// A key that has arrived; nil when there is none.
  func nextKey() -> Key? {
    while true {
      let event = ct_next()
      switch Int(event.kind) {
      case CT_NONE: return nil
      case CT_PASTE_BEGIN: return .paste(pastedText())
      default:
        if let key = Key(event) { return key }
      }
    }
  }

  private func pastedText() -> String {
    var text = String.UnicodeScalarView()
    while true {
      let event = ct_next()
      switch Int(event.kind) {
      case CT_PASTE_END: return String(text)
      case CT_NONE:
        // A terminal that never sends the end mark must not hold up the program.
        if ct_wait(nil, 0, 1000) & Int32(CT_WAIT_INPUT) == 0 { return String(text) }
      case CT_CHARACTER:
        guard text.count < Self.mostPasted, let scalar = Unicode.Scalar(event.value) else { continue }
        text.append(scalar == "\r" ? "\n" : scalar)
      default: continue
      }
    }
  }
}

extension Key {
  /// The event as a key; nil for what is none.
  init?(_ event: ct_event) {
    switch Int(event.kind) {
    case CT_CHARACTER:
      guard let scalar = Unicode.Scalar(event.value) else { return nil }
      self.init(scalar)
    case CT_ALT:
      guard let scalar = Unicode.Scalar(event.value) else { return nil }
      self = .alt(Character(scalar))
    case CT_FUNCTION:
      self = .function(Int(event.value))
    case CT_NAMED:
      self.init(name: event.value, Modifiers(rawValue: Int(event.modifiers)))
    case CT_MOUSE_EVENT:
      let x = Int(event.x)
      let y = Int(event.y)
      switch Int(event.value) {
      case CT_PRESS: self = .mouse(Mouse(.press, x: x, y: y))
      case CT_RELEASE: self = .mouse(Mouse(.release, x: x, y: y))
      case CT_WHEEL_UP: self = .mouse(Mouse(.wheelUp, x: x, y: y))
      default: self = .mouse(Mouse(.wheelDown, x: x, y: y))
      }
    default: return nil
    }
  }

  private init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 9: self = .tab
    case 10, 13: self = .enter
    case 27: self = .escape
    case 8, 127: self = .backspace
    case 0: self = .ctrl("@")
    case 1...26: self = .ctrl(Character(Unicode.Scalar(UInt8(scalar.value + 96))))
    case 28...31: self = .ctrl(Character(Unicode.Scalar(UInt8(scalar.value + 64))))
    default: self = .character(Character(scalar))
    }
  }

  private init?(name: UInt32, _ modifiers: Modifiers) {
    switch Int(name) {
    case CT_UP: self = .up(modifiers)
    case CT_DOWN: self = .down(modifiers)
    case CT_LEFT: self = .left(modifiers)
    case CT_RIGHT: self = .right(modifiers)
    case CT_HOME: self = .home
    case CT_END: self = .end
    case CT_PAGE_UP: self = .pageUp(modifiers)
    case CT_PAGE_DOWN: self = .pageDown(modifiers)
    case CT_DELETE: self = .delete
    case CT_INSERT: self = .insert
    // Readline's word-wise rubout comes as alt and the rubout character.
    case CT_BACKSPACE: self = modifiers.contains(.alt) ? .alt("\u{7f}") : .backspace
    case CT_BACK_TAB: self = .backTab
    case CT_ENTER: self = .enter
    default: return nil
    }
  }
}
