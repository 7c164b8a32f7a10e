using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Velero;

/// <summary>How far a backup or restore is, by its status. Pure.</summary>
/// <param name="Phase">As Velero calls it; empty while its server has not seen it.</param>
/// <param name="Errors">How many items failed.</param>
/// <param name="Warnings">How many warnings there were.</param>
/// <param name="Reasons">What its status says went wrong.</param>
/// <param name="Items">How many items are done, and how many there are; null when it does not say.</param>
internal sealed record VeleroPhase(string Phase, long Errors, long Warnings, ImmutableArray<string> Reasons, (long Done, long Total)? Items)
{
    /// <summary>Whether it goes no further. All other phases, those that say <c>PartiallyFailed</c> within their name included, still work and are not usable yet.</summary>
    public bool IsOver => Phase is "Completed" or "PartiallyFailed" or "Failed" or "FailedValidation";

    /// <summary>Whether it is being taken away.</summary>
    public bool IsLeaving => Phase == "Deleting";

    /// <summary>For people.</summary>
    public string Words
    {
        get
        {
            var items = Items is { Total: > 0 } i ? string.Create(CultureInfo.InvariantCulture, $", {i.Done} of {i.Total} items") : "";
            return $"{(Phase.Length > 0 ? Phase : "not seen by Velero's server yet")}{items}";
        }
    }

    public static VeleroPhase Of(JsonElement item)
    {
        var status = item.At("status");
        string[] reasons = [.. status.Items("validationErrors").Select(static e => e.GetString() ?? ""), status.Text("failureReason")];
        var done = status.Number("progress", "itemsBackedUp") ?? status.Number("progress", "itemsRestored") ?? 0;
        return new(
            status.Text("phase"), status.Number("errors") ?? 0, status.Number("warnings") ?? 0,
            [.. reasons.Where(static r => r.Length > 0).Select(static r => Cluster.Sentences.OneLine(r))],
            // Velero leaves out numbers that are zero.
            status.At("progress").ValueKind == JsonValueKind.Object ? (done, status.Number("progress", "totalItems") ?? 0) : null);
    }

    /// <summary>Why it does not count as done; null when it does.</summary>
    public StepFailure? Failure(string what, string name, bool allowsPartial)
    {
        var why = Reasons.IsEmpty ? "" : $": {string.Join("; ", Reasons)}";
        var look = $"`velero {what} describe {name} --details` and `velero {what} logs {name}` tell more";
        return Phase switch
        {
            "Completed" when Items is { Total: 0 } && !allowsPartial => new("velero-empty", $"{what} {name} is Completed, and there is nothing in it: nothing fits what was asked for",
                Retryable: false, $"correct the namespaces, kinds and labels that are asked for; {look}; if nothing is as it should be, set `allow-partial: true`"),
            "Completed" => null,
            "PartiallyFailed" => allowsPartial ? null : new("velero-partially-failed", string.Create(CultureInfo.InvariantCulture, $"{what} {name} is PartiallyFailed with {Errors} errors and {Warnings} warnings{why}"),
                Retryable: false, $"{look}; if what is missing does not matter, set `allow-partial: true`"),
            "FailedValidation" => new("velero-failed-validation", $"{what} {name} was refused by Velero{why}", Retryable: false, "mend what it names, then resume: a new attempt makes a new one"),
            _ => new("velero-failed", $"{what} {name} is {Phase}{why}", Retryable: true, $"{look}; a Velero server that restarts fails what was in progress: `retry` makes a new one"),
        };
    }
}
