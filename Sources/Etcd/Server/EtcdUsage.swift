/// What the etcd server prints of itself.
enum EtcdUsage {
  /// The text that follows a wrong flag (recorded).
  static let short = """
    Usage:

      etcd [flags]
        Start an etcd server.

      etcd --version
        Show the version of etcd.

      etcd -h | --help
        Show the help information about etcd.

      etcd --config-file
        Path to the server configuration file. Note that if a configuration file is provided, other command line flags and environment variables will be ignored.

      etcd gateway
        Run the stateless pass-through etcd TCP connection forwarding proxy.

      etcd grpc-proxy
        Run the stateless etcd v3 gRPC L7 reverse proxy.

    """

  static func version(_ version: EtcdVersion) -> String {
    """
    etcd Version: \(version.text)
    Git SHA: \(EtcdBuild.gitSHA(version))
    Go Version: \(EtcdBuild.goVersion(version))
    Go OS/Arch: linux/amd64

    """
  }
}

/// How the simulated binaries say they were built.
enum EtcdBuild {
  static func gitSHA(_ version: EtcdVersion) -> String {
    switch version.dialect {
    case .v34: "Not provided (use ./build instead of go build)"
    case .v35: "9f4b125"
    case .v36: "fc04cf7"
    }
  }

  static func goVersion(_ version: EtcdVersion) -> String {
    version.dialect == .v34 ? "go1.19.8" : "go1.26.6"
  }
}
