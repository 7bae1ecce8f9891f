extension CommandTable {
  /// `config` and what is below it.
  static let configCommands: [Command] = [
    Command(
      "config",
      summary: "Change kubeconfig files",
      usage: "config SUBCOMMAND",
      isGroup: true,
      section: "Other Commands",
      children: [
        Command(
          "current-context",
          summary: "Show the context in use",
          usage: "config current-context [flags]",
          body: ConfigCurrentContextCommand.run),
        Command(
          "delete-cluster",
          summary: "Remove a cluster",
          usage: "config delete-cluster NAME",
          completes: .clusters,
          body: ConfigDeleteClusterCommand.run),
        Command(
          "delete-context",
          summary: "Remove a context",
          usage: "config delete-context NAME",
          completes: .contexts,
          body: ConfigDeleteContextCommand.run),
        Command(
          "delete-user",
          summary: "Remove a user",
          usage: "config delete-user NAME",
          completes: .users,
          body: ConfigDeleteUserCommand.run),
        Command(
          "get-clusters",
          summary: "List the clusters",
          usage: "config get-clusters [flags]",
          body: ConfigGetClustersCommand.run),
        Command(
          "get-contexts",
          summary: "List the contexts",
          usage: "config get-contexts [(-o|--output=)name)]",
          flags: "no-headers:bool o,output:string",
          completes: .contexts,
          body: ConfigGetContextsCommand.run),
        Command(
          "get-users",
          summary: "List the users",
          usage: "config get-users [flags]",
          body: ConfigGetUsersCommand.run),
        Command(
          "rename-context",
          summary: "Give a context another name",
          usage: "config rename-context CONTEXT_NAME NEW_NAME",
          completes: .contexts,
          body: ConfigRenameContextCommand.run),
        Command(
          "set",
          summary: "Set one value",
          usage: "config set PROPERTY_NAME PROPERTY_VALUE",
          flags: "set-raw-bytes:bool",
          body: ConfigSetCommand.run),
        Command(
          "set-cluster",
          summary: "Set fields of a cluster",
          usage:
            """
            config set-cluster NAME [--server=server] \
            [--certificate-authority=path/to/certificate/authority] \
            [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]
            """,
          flags:
            """
            certificate-authority:string embed-certs:bool insecure-skip-tls-verify:bool \
            proxy-url:string server:string tls-server-name:string
            """,
          completes: .clusters,
          body: ConfigSetClusterCommand.run),
        Command(
          "set-context",
          summary: "Set fields of a context",
          usage:
            """
            config set-context [NAME | --current] [--cluster=cluster_nickname] \
            [--user=user_nickname] [--namespace=namespace]
            """,
          flags: "cluster:string current:bool n,namespace:string user:string",
          completes: .contexts,
          body: ConfigSetContextCommand.run),
        Command(
          "set-credentials",
          summary: "Set fields of a user",
          usage:
            """
            config set-credentials NAME [--client-certificate=path/to/certfile] \
            [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] \
            [--password=basic_password] [--auth-provider=provider_name] \
            [--auth-provider-arg=key=value] [--exec-command=exec_command] \
            [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]
            """,
          flags:
            """
            auth-provider:string auth-provider-arg:list client-certificate:string \
            client-key:string embed-certs:bool exec-api-version:string exec-arg:list \
            exec-command:string exec-env:list exec-interactive-mode:string \
            exec-provide-cluster-info:bool password:string token:string username:string
            """,
          completes: .users,
          body: ConfigSetCredentialsCommand.run),
        Command(
          "unset",
          summary: "Remove one value",
          usage: "config unset PROPERTY_NAME",
          body: ConfigUnsetCommand.run),
        Command(
          "use-context", aliases: ["use"],
          summary: "Choose the context in use",
          usage: "config use-context CONTEXT_NAME",
          completes: .contexts,
          body: ConfigUseContextCommand.run),
        Command(
          "view",
          summary: "Show the merged configuration",
          usage: "config view [flags]",
          flags: "flatten:bool merge:bool=true minify:bool o,output:string=yaml raw:bool %print",
          body: ConfigViewCommand.run),
      ]),
  ]
}
