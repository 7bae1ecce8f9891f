extension CommandTable {
  /// Commands that reach into containers.
  static let containersCommands: [Command] = [
    Command(
      "logs",
      summary: "Show what a container has printed",
      usage: "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
      flags:
        """
        all-containers:bool all-pods:bool c,container:string f,follow:bool \
        ignore-errors:bool insecure-skip-tls-verify-backend:bool limit-bytes:int64 \
        max-log-requests:int=5 pod-running-timeout:duration=20s prefix:bool p,previous:bool \
        l,selector:string since:duration since-time:string tail:int64=-1 timestamps:bool
        """,
      section: "Troubleshooting and Debugging Commands",
      completes: .pods,
      attempts: 4,
      body: LogsCommand.run),
    Command(
      "exec",
      summary: "Run a command in a container",
      usage: "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
      flags:
        """
        c,container:string f,filename:list pod-running-timeout:duration=1m0s q,quiet:bool \
        i,stdin:bool t,tty:bool
        """,
      section: "Troubleshooting and Debugging Commands",
      completes: .pods,
      attempts: 4,
      body: ExecCommand.run),
    Command(
      "attach",
      summary: "Connect to the process of a container",
      usage: "attach (POD | TYPE/NAME) -c CONTAINER",
      flags:
        """
        c,container:string pod-running-timeout:duration=1m0s q,quiet:bool i,stdin:bool \
        t,tty:bool
        """,
      section: "Troubleshooting and Debugging Commands",
      completes: .pods,
      attempts: 4,
      body: AttachCommand.run),
    Command(
      "cp",
      summary: "Copy files from and to containers",
      usage: "cp <file-spec-src> <file-spec-dest>",
      flags: "c,container:string no-preserve:bool retries:int",
      section: "Troubleshooting and Debugging Commands",
      body: CpCommand.run),
    Command(
      "port-forward",
      summary: "Pass local ports on to a Pod",
      usage:
        """
        port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT \
        [...[LOCAL_PORT_N:]REMOTE_PORT_N]
        """,
      flags: "address:list=localhost pod-running-timeout:duration=1m0s",
      section: "Troubleshooting and Debugging Commands",
      completes: .pods,
      body: PortForwardCommand.run),
    Command(
      "debug",
      summary: "Look into Pods and nodes with extra containers",
      usage: "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
      flags:
        """
        arguments-only:bool attach:bool c,container:string copy-to:string custom:string \
        env:array f,filename:list image:string image-pull-policy:string \
        keep-annotations:bool keep-init-containers:bool=true keep-labels:bool \
        keep-liveness:bool keep-readiness:bool keep-startup:bool profile:string=general \
        q,quiet:bool replace:bool same-node:bool set-image:list share-processes:bool=true \
        i,stdin:bool target:string t,tty:bool
        """,
      section: "Troubleshooting and Debugging Commands",
      completes: .pods,
      body: DebugCommand.run),
    Command(
      "proxy",
      summary: "Open a local door to the API server",
      usage: "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
      flags:
        """
        accept-hosts:string=^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$ accept-paths:string=^.* \
        address:string=127.0.0.1 api-prefix:string=/ append-server-path:bool \
        disable-filter:bool keepalive:duration p,port:int32=8001 reject-methods:string=^$ \
        reject-paths:string=^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach \
        u,unix-socket:string w,www:string P,www-prefix:string=/static/
        """,
      section: "Troubleshooting and Debugging Commands",
      body: ProxyCommand.run),
  ]
}
