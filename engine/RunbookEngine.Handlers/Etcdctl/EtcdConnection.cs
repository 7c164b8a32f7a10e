using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// How etcd is reached: a step's settings as flags and environment. A setting whose text is empty counts as left out, so that a runbook can
/// pass on an input that has no value. User and password go by environment, where no process list shows them.
/// </summary>
internal sealed record EtcdConnection
{
    public const string EndpointsName = "endpoints";
    public const string ClusterName = "cluster";
    private const string Cacert = "cacert";
    private const string Cert = "cert";
    private const string Key = "key";
    private const string User = "user";
    private const string Password = "password";
    private const string CommandTimeoutName = "command-timeout";
    private const string DialTimeout = "dial-timeout";
    private const StringSplitOptions Each = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>Empty: the tool's own default.</summary>
    public required ImmutableArray<string> Endpoints { get; init; }

    /// <summary>The other flags of the connection, without the timeout of commands.</summary>
    public required ImmutableArray<string> Flags { get; init; }

    public required ImmutableArray<KeyValuePair<string, Value>> Environment { get; init; }

    /// <summary>Null: the tool's own, which is 5 s for most verbs and endless for a snapshot.</summary>
    public required TimeSpan? CommandTimeout { get; init; }

    /// <summary>The settings of every verb that talks to members.</summary>
    public static ImmutableArray<ParameterDefinition> Parameters { get; } =
    [
        new(EndpointsName, ParameterType.TextList, "The members' client addresses; 127.0.0.1:2379 when left out.",
            Example: "https://127.0.0.1:2379"),
        new(Cacert, ParameterType.Text, "The file with the CA that signed the members' certificates.",
            Example: "/etc/kubernetes/pki/etcd/ca.crt"),
        new(Cert, ParameterType.Text, "The client certificate's file; goes with `key`.", Example: "/etc/kubernetes/pki/etcd/server.crt"),
        new(Key, ParameterType.Text, "The client certificate's private key.", Example: "/etc/kubernetes/pki/etcd/server.key"),
        new(User, ParameterType.Text, "The user, where etcd asks for one; reaches the tool by its environment.", AllowsSecret: true,
            Example: "root"),
        new(Password, ParameterType.Text, "The user's password; reaches the tool by its environment.", AllowsSecret: true,
            Example: "\"{{ inputs.password }}\""),
        new(CommandTimeoutName, ParameterType.Duration, "How long the tool waits for an answer.", Example: "30s"),
        new(DialTimeout, ParameterType.Duration, "How long the tool waits for a connection; 2s when left out.", Example: "5s"),
    ];

    /// <summary>For the verbs that can ask all members.</summary>
    public static ParameterDefinition Cluster { get; } =
        new(ClusterName, ParameterType.Boolean, "All members that the member list names, instead of `endpoints` alone.", Example: "true");

    /// <summary>The endpoints for people.</summary>
    public string Names => Endpoints.IsEmpty ? "the default endpoint" : string.Join(", ", Endpoints);

    /// <summary>The flag of <see cref="Cluster"/>.</summary>
    public static ImmutableArray<string> ClusterFlag(StepContext context) => context.Arguments.Flag(ClusterName) ? ["--cluster"] : [];

    public static EtcdConnection From(StepContext context)
    {
        var arguments = context.Arguments;
        return new()
        {
            Endpoints = [.. arguments.List(EndpointsName).SelectMany(static e => e.Split(',', Each))],
            Flags =
            [
                .. PathFlag(context, Cacert), .. PathFlag(context, Cert), .. PathFlag(context, Key),
                .. TimeFlag(DialTimeout, arguments.DurationOrNull(DialTimeout)),
            ],
            Environment = [.. Variable(arguments, User, "ETCDCTL_USER"), .. Variable(arguments, Password, "ETCDCTL_PASSWORD")],
            CommandTimeout = arguments.DurationOrNull(CommandTimeoutName),
        };
    }

    /// <summary>A flag with a duration, as Go reads it; nothing when there is none.</summary>
    public static ImmutableArray<string> TimeFlag(string name, TimeSpan? time) => time is { } t
        ? [string.Create(CultureInfo.InvariantCulture, $"--{name}={(long)t.TotalMilliseconds}ms")]
        : [];

    /// <summary>All flags for these endpoints, with a timeout for when the step gives none.</summary>
    public ImmutableArray<string> FlagsFor(ImmutableArray<string> endpoints, TimeSpan? otherwise = null) =>
    [
        .. endpoints.IsEmpty ? ImmutableArray<string>.Empty : ["--endpoints=" + string.Join(',', endpoints)],
        .. Flags,
        .. TimeFlag(CommandTimeoutName, CommandTimeout ?? otherwise),
    ];

    private static ImmutableArray<string> PathFlag(StepContext context, string name) =>
        string.IsNullOrEmpty(context.Arguments.TextOrNull(name)) ? [] : [$"--{name}={TargetPath.Of(context, name)}"];

    private static ImmutableArray<KeyValuePair<string, Value>> Variable(Arguments arguments, string name, string variable) =>
        arguments.Get(name) is { } value && value is not Value.Text { Content: "" } ? [new(variable, value)] : [];
}
