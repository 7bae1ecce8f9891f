/// A store at a moment, as a file: the bytes of the database are only made when somebody reads them.
public struct EtcdSnapshot: Sendable {
  public var store: EtcdStore

  public init(store: EtcdStore) {
    self.store = store
  }
}
