/// Whoever answers etcd requests: a store, a server, or the way to one through the network.
public protocol EtcdClient {
  mutating func send(_ request: EtcdRequest) -> Result<EtcdResponse, EtcdError>
}

/// The calls that the API server makes most, with their answers unpacked.
extension EtcdClient {
  public mutating func range(_ request: EtcdRange) throws(EtcdError) -> EtcdRangeResponse {
    guard case .range(let response) = try send(.range(request)).get() else { throw .unexpectedAnswer }
    return response
  }

  public mutating func put(_ request: EtcdPut) throws(EtcdError) -> EtcdPutResponse {
    guard case .put(let response) = try send(.put(request)).get() else { throw .unexpectedAnswer }
    return response
  }

  public mutating func deleteRange(_ request: EtcdDeleteRange) throws(EtcdError) -> EtcdDeleteRangeResponse {
    guard case .deleteRange(let response) = try send(.deleteRange(request)).get() else { throw .unexpectedAnswer }
    return response
  }

  public mutating func txn(_ request: EtcdTxn) throws(EtcdError) -> EtcdTxnResponse {
    guard case .txn(let response) = try send(.txn(request)).get() else { throw .unexpectedAnswer }
    return response
  }

  public mutating func watch(_ request: EtcdWatch) throws(EtcdError) -> EtcdWatchResponse {
    guard case .watch(let response) = try send(.watch(request)).get() else { throw .unexpectedAnswer }
    return response
  }

  public mutating func leaseGrant(id: Int64 = 0, ttl: Int64) throws(EtcdError) -> EtcdLeaseResponse {
    guard case .lease(let response) = try send(.leaseGrant(id: id, ttl: ttl)).get() else { throw .unexpectedAnswer }
    return response
  }

  public mutating func compact(revision: Int64) throws(EtcdError) {
    _ = try send(.compact(revision: revision, physical: false)).get()
  }

  public mutating func status() throws(EtcdError) -> EtcdStatus {
    guard case .status(let response) = try send(.status).get() else { throw .unexpectedAnswer }
    return response
  }
}

extension EtcdError {
  /// A client that answers with the wrong kind of answer breaks gRPC's contract.
  static let unexpectedAnswer = EtcdError(.unknown, "grpc: the answer is of another kind than the request")
}
