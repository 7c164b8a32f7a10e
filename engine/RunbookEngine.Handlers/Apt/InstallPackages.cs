using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary><c>install</c>: packages at versions. Done when they are, and held as asked.</summary>
internal sealed class InstallPackages : PackageVerb
{
    public override VerbDefinition Definition => AptDefinition.Install;

    protected override AptSettings Settings(StepContext context) => AptSettings.From(context, PackageRequest.From(context, AptDefinition.Packages));

    protected override Task<ProbeResult> LookAsync(StepContext context, AptSettings settings, AptFacts facts, CancellationToken cancellation)
    {
        var missing = settings.Requests.Where(r => !facts.Has(r)).ToArray();
        var unheld = HoldAfter(settings, facts);
        if (missing.Length == 0 && unheld.IsEmpty)
            return Task.FromResult<ProbeResult>(new ProbeResult.Satisfied(Outputs(settings, facts, AptChanges.None)));
        var words = missing.Select(r => Words(r, facts)).Concat(unheld.Select(static n => $"hold {n}"));
        return Task.FromResult<ProbeResult>(new ProbeResult.Needed(string.Join(", ", words)));
    }

    protected override (AptPlan? Plan, StepFailure? Failure) Plan(StepContext context, AptSettings settings, AptFacts facts)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var request in settings.Requests.Where(r => !facts.Has(r)))
        {
            if (request.Version is null || request.WantsLatest)
                words.Add(request.Name);
            else if (facts.Versions[request.Name].FirstOrDefault(request.Accepts) is { } version)
                words.Add($"{request.Name}={version}");
            else
                return (null, AptFailures.VersionNotFound(request, context.Target, [.. facts.Versions[request.Name]]));
        }

        // An earlier attempt may have lost its power after apt had lifted a hold.
        ImmutableArray<string> held = [.. settings.Names.Where(n => facts.Held.Contains(n) || facts.WereHeld.Contains(n))];
        ImmutableArray<string> flags =
        [
            .. held.IsEmpty ? [] : new[] { "--allow-change-held-packages" }, .. settings.WithoutRecommends ? new[] { "--no-install-recommends" } : [],
        ];
        return (new() { Words = words.Count == 0 ? [] : [.. flags, "install", .. words], HeldBefore = held, HoldAfter = HoldAfter(settings, facts) }, null);
    }

    protected override StepFailure? Judge(AptSettings settings, AptFacts facts, AptSimulation simulation)
    {
        if (!settings.AllowRemovals && !simulation.Removals.IsEmpty)
            return AptFailures.WouldRemove(simulation.Removals, "installation");
        if (!settings.AllowDowngrades && simulation.Installs.Where(static i => i.IsDowngrade).ToArray() is { Length: > 0 } older)
            return AptFailures.Downgrade(older);
        var names = settings.Names;
        return simulation.Installs.Select(static i => i.Name).Where(n => facts.Held.Contains(n) && !names.Contains(n)).ToArray() is { Length: > 0 } others
            ? AptFailures.Held(others)
            : null;
    }

    protected override async Task<StepOutcome> EndAsync(
        StepContext context, AptSettings settings, AptChanges changes, AptSimulation simulation, CancellationToken cancellation)
    {
        var facts = await AptLook.AtAsync(context, settings, cancellation);
        var missing = settings.Requests.Where(r => !facts.Has(r)).ToArray();
        return missing.Length == 0
            ? new StepOutcome.Succeeded(Outputs(settings, facts, changes))
            : new StepOutcome.Failed(AptFailures.NotInstalled(missing), Outputs(settings, facts, changes));
    }

    private static ImmutableArray<string> HoldAfter(AptSettings settings, AptFacts facts) =>
        settings.Hold ? [.. settings.Names.Where(n => !facts.Held.Contains(n))] : [];

    private static string Words(PackageRequest request, AptFacts facts)
    {
        var version = request.WantsLatest ? facts.Candidates.GetValueOrDefault(request.Name) : facts.Versions[request.Name].FirstOrDefault(request.Accepts);
        var now = facts.Installed(request.Name) is { } installed ? $", now {installed.Version}" : "";
        return $"install {request.Name} {version ?? request.Version}".TrimEnd() + now;
    }

    private static Value.Map Outputs(AptSettings settings, AptFacts facts, AptChanges changes)
    {
        var asked = settings.Names;
        return OutputMap.Of(
            ("versions", Versions(asked.Select(facts.Installed).OfType<PackageFacts>().Select(static p => (p.Name, p.Version)))),
            ("before", Versions(changes.Moved.Where(c => c.From is not null && asked.Contains(c.Name)).Select(static c => (c.Name, c.From!)))),
            ("added", AptChanges.Texts(changes.Moved.Where(static c => c.From is null).Select(static c => c.Name))),
            ("held", AptChanges.Texts(changes.Held.Where(n => asked.Contains(n)))),
            ("packages", changes.Outputs()));
    }

    private static Value.Map Versions(IEnumerable<(string Name, string Version)> packages) =>
        new([.. packages.Select(static p => KeyValuePair.Create<string, Value>(p.Name, new Value.Text(p.Version)))]);
}
