/// Why a request failed: a gRPC status, with the text that etcd's own client and the API server print.
public struct EtcdError: Error, Hashable, Sendable {
  /// The gRPC codes that etcd and its client use, named as Go names them.
  public enum Code: String, Hashable, Sendable {
    case cancelled = "Canceled"
    case unknown = "Unknown"
    case invalidArgument = "InvalidArgument"
    case deadlineExceeded = "DeadlineExceeded"
    case notFound = "NotFound"
    case permissionDenied = "PermissionDenied"
    case resourceExhausted = "ResourceExhausted"
    case failedPrecondition = "FailedPrecondition"
    case outOfRange = "OutOfRange"
    case unavailable = "Unavailable"
    case unauthenticated = "Unauthenticated"
  }

  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// `rpc error: code = NotFound desc = etcdserver: member not found`, as Go prints a gRPC error.
  public var rpcText: String { "rpc error: code = \(code.rawValue) desc = \(message)" }
}

/// The errors of etcd's api/v3rpc/rpctypes/error.go that the simulation can give.
extension EtcdError {
  public static let emptyKey = EtcdError(.invalidArgument, "etcdserver: key is not provided")
  public static let keyNotFound = EtcdError(.invalidArgument, "etcdserver: key not found")
  public static let valueProvided = EtcdError(.invalidArgument, "etcdserver: value is provided")
  public static let leaseProvided = EtcdError(.invalidArgument, "etcdserver: lease is provided")
  public static let tooManyOperations = EtcdError(
    .invalidArgument, "etcdserver: too many operations in txn request")
  public static let duplicateKey = EtcdError(.invalidArgument, "etcdserver: duplicate key given in txn request")
  public static let compacted = EtcdError(
    .outOfRange, "etcdserver: mvcc: required revision has been compacted")
  public static let futureRevision = EtcdError(
    .outOfRange, "etcdserver: mvcc: required revision is a future revision")
  public static let noSpace = EtcdError(.resourceExhausted, "etcdserver: mvcc: database space exceeded")
  public static let corrupt = EtcdError(.unknown, "etcdserver: corrupt cluster")
  public static let leaseNotFound = EtcdError(.notFound, "etcdserver: requested lease not found")
  public static let leaseExists = EtcdError(.failedPrecondition, "etcdserver: lease already exists")
  public static let leaseTTLTooLarge = EtcdError(.outOfRange, "etcdserver: too large lease TTL")
  public static let memberExists = EtcdError(.failedPrecondition, "etcdserver: member ID already exist")
  public static let peerURLExists = EtcdError(.failedPrecondition, "etcdserver: Peer URLs already exists")
  public static let memberNotEnoughStarted = EtcdError(
    .unknown, "etcdserver: re-configuration failed due to not enough started members")
  public static let memberBadURLs = EtcdError(.invalidArgument, "etcdserver: given member URLs are invalid")
  public static let memberNotFound = EtcdError(.notFound, "etcdserver: member not found")
  public static let memberNotLearner = EtcdError(
    .failedPrecondition, "etcdserver: can only promote a learner member")
  public static let requestTooLarge = EtcdError(.invalidArgument, "etcdserver: request is too large")
  public static let noLeader = EtcdError(.unavailable, "etcdserver: no leader")
  public static let notLeader = EtcdError(.failedPrecondition, "etcdserver: not leader")
  public static let badLeaderTransferee = EtcdError(.failedPrecondition, "etcdserver: bad leader transferee")
  public static let timeout = EtcdError(.unavailable, "etcdserver: request timed out")
  public static let rootUserNotExist = EtcdError(.failedPrecondition, "etcdserver: root user does not exist")
  public static let rootRoleNotExist = EtcdError(
    .failedPrecondition, "etcdserver: root user does not have root role")
  public static let userExists = EtcdError(.failedPrecondition, "etcdserver: user name already exists")
  public static let userEmpty = EtcdError(.invalidArgument, "etcdserver: user name is empty")
  public static let userNotFound = EtcdError(.failedPrecondition, "etcdserver: user name not found")
  public static let roleExists = EtcdError(.failedPrecondition, "etcdserver: role name already exists")
  public static let roleNotFound = EtcdError(.failedPrecondition, "etcdserver: role name not found")
  public static let roleEmpty = EtcdError(.invalidArgument, "etcdserver: role name is empty")
  public static let authFailed = EtcdError(
    .invalidArgument, "etcdserver: authentication failed, invalid user ID or password")
  public static let permissionDenied = EtcdError(.permissionDenied, "etcdserver: permission denied")
  public static let roleNotGranted = EtcdError(
    .failedPrecondition, "etcdserver: role is not granted to the user")
  public static let permissionNotGranted = EtcdError(
    .failedPrecondition, "etcdserver: permission is not granted to the role")
  public static let authNotEnabled = EtcdError(.failedPrecondition, "etcdserver: authentication is not enabled")
  public static let invalidAuthManagement = EtcdError(
    .invalidArgument, "etcdserver: invalid auth management")
  public static let invalidDowngradeTarget = EtcdError(
    .invalidArgument, "etcdserver: invalid downgrade target version")
  public static let noInflightDowngrade = EtcdError(
    .failedPrecondition, "etcdserver: no inflight downgrade job")
  public static let downgradeInProcess = EtcdError(
    .failedPrecondition, "etcdserver: cluster has a downgrade job in progress")

  /// What a client says whose time is up, whatever the reason was.
  public static let deadlineExceeded = EtcdError(.deadlineExceeded, "context deadline exceeded")
}
