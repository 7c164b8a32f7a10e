using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary>Builds the commands of the tool. Pure.</summary>
internal static class AptCommand
{
    /// <summary>
    /// Nobody answers questions; and services are restarted by steps of their own, not by a hook of a package.
    /// </summary>
    private static readonly ImmutableArray<KeyValuePair<string, Value>> Quietly =
    [
        new("LC_ALL", new Value.Text("C.UTF-8")), new("DEBIAN_FRONTEND", new Value.Text("noninteractive")), new("APT_LISTCHANGES_FRONTEND", new Value.Text("none")),
        new("NEEDRESTART_MODE", new Value.Text("l")), new("UCF_FORCE_CONFFOLD", new Value.Text("1")),
    ];

    public static Command Look(StepContext context, AptSettings settings) => Script(AptScripts.Look, [NoteOf(context), Word(settings.AsksForVersions), .. settings.Names]);

    public static Command Prepare(StepContext context, AptSettings settings) => Script(
        AptScripts.Prepare,
        [NoteOf(context), Word(settings.AsksForVersions), Seconds(settings), Word(settings.Repairs), string.Join(' ', Options(settings)), .. settings.Names]);

    public static Command Finish(StepContext context) => Script(AptScripts.Finish, [NoteOf(context)]);

    /// <summary>Says what apt-get would do with everything allowed; what is not is for the step to judge, by name.</summary>
    public static Command Simulate(AptSettings settings, AptPlan plan) => new()
    {
        Arguments = ["apt-get", "--simulate", .. Options(settings), "--allow-downgrades", .. plan.Words],
        Environment = Quietly,
    };

    public static Command Act(AptSettings settings, AptPlan plan) => Script(
        AptScripts.Act,
        [
            Seconds(settings), string.Join(' ', plan.HeldBefore), string.Join(' ', plan.HoldAfter),
            .. plan.Words.IsEmpty ? ImmutableArray.Create("true") : ["apt-get", .. Options(settings), .. Limits(settings), .. plan.Words],
        ]);

    public static Command Mark(AptSettings settings, string verb) => settings.Names.IsEmpty
        ? Script(AptScripts.Mark, [Seconds(settings), "true"])
        : Script(AptScripts.Mark, [Seconds(settings), "apt-mark", verb, .. settings.Names]);

    public static Command Update(AptSettings settings) =>
        Script(AptScripts.Update, [Seconds(settings), "apt-get", .. Options(settings), "-o", "APT::Update::Error-Mode=any", "update"]);

    public static Command Age() => Script(AptScripts.Age, []);

    /// <summary>
    /// Where the target keeps what was there before the step: every attempt of it finds the same, also after the power was gone. Run and step name it.
    /// </summary>
    private static string NoteOf(StepContext context) => "/var/lib/runbook/apt/" + CommandName.Of(context.Run, context.Path, 0, "before").Value;

    private static ImmutableArray<string> Options(AptSettings settings) =>
    [
        "-y", "-q", "-o", "DPkg::Lock::Timeout=" + Seconds(settings), "-o", "Dpkg::Use-Pty=0", "-o", "Dpkg::Options::=--force-confdef",
        "-o", "Dpkg::Options::=--force-confold", "-o", "APT::Get::AutomaticRemove=false",
    ];

    /// <summary>apt-get itself stops where more would happen than was judged.</summary>
    private static ImmutableArray<string> Limits(AptSettings settings) =>
        [.. settings.AllowDowngrades ? new[] { "--allow-downgrades" } : [], .. settings.AllowRemovals ? [] : new[] { "--no-remove" }];

    private static Command Script(string script, ImmutableArray<string> arguments) =>
        new() { Arguments = ["sh", "-e", "-c", script, "sh", .. arguments], Environment = Quietly };

    private static string Seconds(AptSettings settings) => ((long)settings.LockTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static string Word(bool yes) => yes ? "yes" : "no";
}
