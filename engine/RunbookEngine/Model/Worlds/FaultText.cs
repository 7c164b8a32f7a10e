using System.Globalization;

namespace RunbookEngine.Model;

/// <summary>
/// Writes a fault as <c>--fault</c> takes it: <c>KIND [WHAT] [on HOST] [at STEP POINT | after TIME | after write N] [for TIME]</c>, such as
/// <c>power-loss k2 at upgrade[k2]/kubelet middle for 2m</c>. Pure; the language reads the same form.
/// </summary>
public static class FaultText
{
    /// <summary>The fault as one line.</summary>
    public static string Of(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string?[] parts = [fault.Kind, What(fault), Host(fault) is { } host ? $"on {host}" : null, When(fault.Moment), fault.Length is { } length ? $"for {Durations.Format(length)}" : null];
        return string.Join(' ', parts.Where(static p => !string.IsNullOrEmpty(p)));
    }

    /// <summary>The word for what somebody else does.</summary>
    public static string Of(OtherAct act) => act switch
    {
        OtherAct.Cordons => "cordons",
        OtherAct.Uncordons => "uncordons",
        OtherAct.Deletes => "deletes",
        _ => "upgrades",
    };

    /// <summary>The word for a point of a step.</summary>
    public static string Of(FaultPoint point) => point switch { FaultPoint.Begin => "begin", FaultPoint.Middle => "middle", _ => "end" };

    private static string? What(Fault fault) => fault switch
    {
        Fault.ConnectionLost lost => lost.Host,
        Fault.PowerLoss loss => loss.Host,
        Fault.Reboot reboot => reboot.Host,
        Fault.DiskFull full => full.Host,
        Fault.DpkgLock held => held.Host,
        Fault.PackageMissing missing => missing.Package,
        Fault.PdbBlocks blocks => blocks.Budget,
        Fault.ApiSlow slow => Durations.Format(slow.By),
        Fault.ApiRefuses refuses => refuses.Status.ToString(CultureInfo.InvariantCulture),
        Fault.ClockJump jump => (jump.By < TimeSpan.Zero ? "-" : "+") + Durations.Format(jump.By.Duration()),
        Fault.NodeNotReady node => node.Node,
        Fault.OtherActor other => $"{Of(other.Act)} {other.Target}",
        _ => null,
    };

    private static string? Host(Fault fault) => fault switch
    {
        Fault.PackageMissing missing => missing.Host,
        Fault.ClockJump jump => jump.Host,
        _ => null,
    };

    private static string? When(FaultMoment moment) => moment switch
    {
        FaultMoment.At at => $"at {at.Step} {Of(at.Point)}",
        FaultMoment.After after => $"after {Durations.Format(after.Delay)}",
        FaultMoment.Write write => $"after write {write.Number.ToString(CultureInfo.InvariantCulture)}",
        _ => null,
    };
}
