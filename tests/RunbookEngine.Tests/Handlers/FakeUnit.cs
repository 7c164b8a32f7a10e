using RunbookEngine.Execution;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Handlers;

/// <summary>A machine whose systemd has one unit, and answers as systemd 252 and 257 do.</summary>
internal sealed class FakeUnit
{
    private int _invocation = 1;

    public string Load { get; set; } = "loaded";

    public string Active { get; set; } = "inactive";

    public string Sub { get; set; } = "dead";

    public string File { get; set; } = "disabled";

    public string Type { get; set; } = "simple";

    public bool NeedsReload { get; set; }

    /// <summary>Whether systemd is still to start it, as while the machine comes up.</summary>
    public bool IsQueued { get; set; }

    public int Starts { get; private set; }

    public int Reloads { get; private set; }

    /// <summary>Whether it falls over right after each start.</summary>
    public bool Falls { get; set; }

    /// <summary>What systemctl answers instead of doing what it is asked.</summary>
    public string? Refusal { get; set; }

    public string InvocationId => Active == "inactive" && Starts == 0 ? "" : $"invocation-{_invocation}";

    public FakeUnit Running()
    {
        (Active, Sub, Starts) = ("active", "running", 1);
        return this;
    }

    /// <summary>The machine was started anew.</summary>
    public void Reboot()
    {
        _invocation += 100;
        (Active, Sub) = File == "enabled" ? ("active", "running") : ("inactive", "dead");
    }

    public FakeCommands Commands() => new(Answer);

    private CommandResult Answer(Command command)
    {
        var words = command.Arguments;
        if (words.Contains("journalctl"))
            return FakeCommands.Exited(0, "2026-01-01T00:00:00+0000 kubelet[1]: no space left\n");
        if (words.Contains("daemon-reload"))
            return Done(() => (NeedsReload, Reloads) = (false, Reloads + 1));
        if (words is ["systemctl", _, _, "show", ..])
            return FakeCommands.Exited(0, Show());
        if (Refusal is not null)
            return FakeCommands.Exited(1, "", Refusal);
        var verb = words.First(static w => w is "start" or "stop" or "restart" or "reload" or "enable" or "disable" or "mask" or "unmask");
        var before = verb == "restart" ? $"InvocationID={InvocationId}\n" : "";
        if (verb is "start" or "restart" || verb == "enable" && words.Contains("--now"))
            Start();
        if (verb == "stop" || words.Contains("--now") && verb != "enable")
            (Active, Sub, IsQueued) = ("inactive", "dead", false);
        File = verb switch { "enable" when File != "static" => "enabled", "disable" => "disabled", "mask" => "masked", "unmask" => "disabled", _ => File };
        return FakeCommands.Exited(0, before);
    }

    private void Start()
    {
        (_invocation, Starts) = (_invocation + 1, Starts + 1);
        (Active, Sub) = Falls ? ("activating", "auto-restart") : Type == "oneshot" ? ("inactive", "dead") : ("active", "running");
    }

    private static CommandResult Done(Action act)
    {
        act();
        return FakeCommands.Exited(0);
    }

    private string Show() => Load == "not-found"
        ? "Id=kubelet.service\nLoadState=not-found\nActiveState=inactive\n"
        : $"Type={Type}\nRemainAfterExit=no\nResult={(Falls ? "exit-code" : "success")}\nNRestarts=0\nExecMainStatus=0\nId=kubelet.service\nLoadState={(File == "masked" ? "masked" : Load)}\n"
            + $"ActiveState={Active}\nSubState={Sub}\nUnitFileState={File}\nNeedDaemonReload={(NeedsReload ? "yes" : "no")}\nInvocationID={InvocationId}\n{(IsQueued ? "Job=117\n" : "")}";
}
