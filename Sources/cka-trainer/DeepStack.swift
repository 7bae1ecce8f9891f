#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Room for what learners nest: a function of jq or awk that calls itself goes a thousand levels deep before it is
/// refused, and each of them takes several frames here.
enum DeepStack {
  /// Bytes. The kernel lets the main thread's stack grow up to its limit, and keeps 128 MiB free for that.
  private static let size: rlim_t = 112 << 20

  static func allow() {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_STACK.rawValue)
    #else
      let resource = RLIMIT_STACK
    #endif
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < size else { return }
    limit.rlim_cur = min(size, limit.rlim_max)
    _ = setrlimit(resource, &limit)
  }
}
