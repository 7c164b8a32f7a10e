using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>A drain, its settings checked once.</summary>
internal sealed record DrainSettings
{
    private const string Node = "node";
    private const string IgnoreDaemonSets = "ignore-daemonsets";
    private const string DeleteEmptyDirData = "delete-emptydir-data";
    private const string Force = "force";
    private const string GracePeriod = "grace-period";
    private const string TimeoutName = "timeout";
    private const string OnTimeout = "on-timeout";
    private const string Pause = "pause";
    private const string PodSelectorName = "pod-selector";
    private const string DisableEvictionName = "disable-eviction";
    private const string SkipWait = "skip-wait-for-delete-timeout";
    private const string OrderName = "order";
    private const string Skip = "skip";
    private const string WaitCompleted = "wait-completed";

    public required string Name { get; init; }

    public required PodRules Rules { get; init; }

    /// <summary>How many seconds a pod gets to stop; null: its own time.</summary>
    public required long? GraceSeconds { get; init; }

    /// <summary>How long all may take; null: for ever.</summary>
    public required TimeSpan? Timeout { get; init; }

    /// <summary>Whether the run pauses when that time is over; else the step fails.</summary>
    public required bool PausesAtTimeout { get; init; }

    /// <summary>Only pods that it fits are looked at; empty: all.</summary>
    public required string PodSelector { get; init; }

    /// <summary>Whether pods are deleted, whatever budgets say.</summary>
    public required bool DisableEviction { get; init; }

    /// <summary>The order in which pods go.</summary>
    public required ImmutableArray<LabelSelector> Order { get; init; }

    public static ParameterDefinition Main { get; } = new(Node, ParameterType.Text, "The node's name.", Required: true, Example: "w1");

    public static ImmutableArray<ParameterDefinition> Parameters { get; } =
    [
        new(IgnoreDaemonSets, ParameterType.Boolean, "Leave the pods of DaemonSets; without it they are an error.", Example: "true"),
        new(DeleteEmptyDirData, ParameterType.Boolean, "Also evict pods that keep data in an emptyDir, which is lost by that; without it they are an error.", Example: "true"),
        new(Force, ParameterType.Boolean, "Also evict pods that have no controller, which nothing brings back; without it they are an error.", Example: "true"),
        new(GracePeriod, ParameterType.Integer, "Seconds that each pod gets to stop; -1, or left out: its own time.", Example: "60"),
        new(TimeoutName, ParameterType.Duration, "How long it may take; 0, or left out: for ever. Counted anew when a resume goes on.", Example: "15m"),
        new(OnTimeout, ParameterType.Choice, "What happens then: `fail`, the default, or `pause`: the run waits for a person, and `runbook resume` gives the pods as much time again.",
            Choices: ["fail", Pause], Example: Pause),
        new(PodSelectorName, ParameterType.Text, "Only pods that this selector of labels fits.", Example: "app=web"),
        new(DisableEvictionName, ParameterType.Boolean, "Delete pods instead of evicting them, whatever disruption budgets say.", Example: "true"),
        new(SkipWait, ParameterType.Duration, "Do not wait for pods that should have stopped longer ago than this, as on a node that is dead.", Example: "1m"),
        new(OrderName, ParameterType.TextList, "Selectors of labels: pods that the first fits go first, and so on; what none fits goes last. Each group waits for the one before.",
            Example: "[\"app!=longhorn-manager\"]"),
        new(Skip, ParameterType.Text, "A selector of labels: these pods are left alone.", Example: "maintenance=keep"),
        new(WaitCompleted, ParameterType.Text, "A selector of labels: these pods are not evicted; the drain waits until they have come to their own end.", Example: "job-kind=import"),
        Nodes.NodeHold.Parameter,
    ];

    /// <exception cref="SettingException">A selector that is none.</exception>
    public static DrainSettings From(StepContext context)
    {
        var arguments = context.Arguments;
        return new()
        {
            Name = arguments.Text(Node),
            Rules = new()
            {
                IgnoreDaemonSets = arguments.Flag(IgnoreDaemonSets),
                DeleteEmptyDirData = arguments.Flag(DeleteEmptyDirData),
                Force = arguments.Flag(Force),
                SkipWaitForDelete = arguments.DurationOrNull(SkipWait) ?? TimeSpan.Zero,
                Skip = Selector(arguments.TextOrNull(Skip), Skip),
                WaitCompleted = Selector(arguments.TextOrNull(WaitCompleted), WaitCompleted),
            },
            GraceSeconds = arguments.IntegerOrNull(GracePeriod) is >= 0 and var seconds ? seconds : null,
            Timeout = arguments.DurationOrNull(TimeoutName) is { } timeout && timeout > TimeSpan.Zero ? timeout : null,
            PausesAtTimeout = arguments.TextOrNull(OnTimeout) == Pause,
            PodSelector = Checked(arguments.TextOrNull(PodSelectorName) ?? ""),
            DisableEviction = arguments.Flag(DisableEvictionName),
            Order = [.. arguments.List(OrderName).Select(static s => Selector(s, OrderName)!)],
        };
    }

    private static string Checked(string selector)
    {
        Selector(selector, PodSelectorName);
        return selector;
    }

    private static LabelSelector? Selector(string? text, string setting)
    {
        if (text is null)
            return null;
        return LabelSelector.TryParse(text, out var selector, out var error)
            ? selector
            : throw new SettingException($"`{setting}`: {error}", "write it as for `kubectl get pods -l`, such as `app=web` or `app in (web, db)`");
    }
}
