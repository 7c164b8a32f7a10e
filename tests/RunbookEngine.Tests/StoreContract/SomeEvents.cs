using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.StoreContract;

/// <summary>Events and names for tests that do not care which.</summary>
internal static class SomeEvents
{
    public static DateTimeOffset Time { get; } = new(2026, 11, 3, 2, 15, 0, TimeSpan.Zero);

    public static RunId Run { get; } = new("20261103-021500-a1b2");

    public static RunId OtherRun { get; } = new("20261103-021501-c3d4");

    public static LeaseHolder Holder { get; } = new("ops1", "boot-1", 4711, 123_456, "kim");

    public static LeaseHolder OtherHolder { get; } = new("ops2", "boot-9", 815, 99, "lee");

    public static RunEvent.RunCreated Created(string? lockName = null) => new()
    {
        At = Time,
        Name = "etcd-backup",
        Hash = "6b86b273ff34fce19d6b804eff5a3f57",
        Sources = [new("etcd-backup.yaml", "apiVersion: runbook/v1\nname: etcd-backup\n")],
        BaseDirectory = "/srv/runbooks",
        Inputs = new([new("keep", new Value.Integer(7))]),
        SecretInputs = ["token"],
        Environment = new([new("HOME", new Value.Text("/root"))]),
        Lock = lockName,
        EngineVersion = "0.1.0",
        By = Holder,
        Parallelism = 10,
    };

    public static RunEvent.StepStarted Started(string step, int attempt = 1) =>
        new() { At = Time.AddSeconds(1), Step = new(step), Attempt = attempt, BootId = "b00" };

    public static RunEvent.StepFinished Finished(string step, int attempt = 1, StepResult result = StepResult.Succeeded) => new()
    {
        At = Time.AddSeconds(2),
        Step = new(step),
        Attempt = attempt,
        Result = result,
        Outputs = new([new("revision", new Value.Integer(42))]),
        Stdout = new("done\n", "", 0, null),
    };

    public static RunEvent.RunFinished Over(RunResult result = RunResult.Succeeded) => new() { At = Time.AddSeconds(3), Result = result, Outputs = new([]) };
}
