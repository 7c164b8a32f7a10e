using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

/// <summary>Files between the engine's machine and a target; here both are folders of this one.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly string _engine = Directory.CreateTempSubdirectory("runbook-engine-").FullName;
    private readonly string _target = Directory.CreateTempSubdirectory("runbook-target-").FullName;

    public void Dispose()
    {
        Directory.Delete(_engine, recursive: true);
        Directory.Delete(_target, recursive: true);
    }

    [Fact]
    public async Task An_upload_starts_at_the_runbooks_folder_and_is_done_when_the_same_bytes_are_there()
    {
        File.WriteAllText(Path.Combine(_engine, "etcd.db"), "snapshot");
        var step = Upload("etcd.db");

        Assert.IsType<ProbeResult.Needed>(await step.ProbeAsync());
        Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());

        Assert.Equal("snapshot", File.ReadAllText(Path.Combine(_target, "x")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_target, "x")));
        Assert.IsType<ProbeResult.Satisfied>(await step.ProbeAsync());
    }

    [Fact]
    public async Task Other_bytes_of_the_same_length_are_replaced()
    {
        File.WriteAllText(Path.Combine(_engine, "etcd.db"), "new");
        File.WriteAllText(Path.Combine(_target, "x"), "old");

        Assert.IsType<ProbeResult.Needed>(await Upload("etcd.db").ProbeAsync());
        await Upload("etcd.db").RunAsync();

        Assert.Equal("new", File.ReadAllText(Path.Combine(_target, "x")));
    }

    [Fact]
    public async Task A_mode_that_is_not_as_asked_is_mended_without_a_transfer()
    {
        File.WriteAllText(Path.Combine(_engine, "etcd.db"), "same");
        File.WriteAllText(Path.Combine(_target, "x"), "same");
        File.SetUnixFileMode(Path.Combine(_target, "x"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Contains("mode 0404 to 0600", Assert.IsType<ProbeResult.Needed>(await Upload("etcd.db").ProbeAsync()).Change, StringComparison.Ordinal);
        await Upload("etcd.db").RunAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_target, "x")));
    }

    [Fact]
    public async Task A_source_that_is_missing_is_looked_for_on_the_engines_machine()
    {
        var failure = await Upload("nothing").FailAsync();

        Assert.Equal("not-found", failure.Code);
        Assert.Contains("the engine runs on", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_ends_at_the_runbooks_folder_and_is_done_when_the_same_bytes_are_there()
    {
        File.WriteAllText(Path.Combine(_target, "etcd.db"), "snapshot");
        var step = OnHost(new("file", "download", ("source", Text(Path.Combine(_target, "etcd.db"))), ("to", Text("copy.db"))));

        Assert.IsType<ProbeResult.Needed>(await step.ProbeAsync());
        Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());

        Assert.Equal("snapshot", File.ReadAllText(Path.Combine(_engine, "copy.db")));
        Assert.IsType<ProbeResult.Satisfied>(await step.ProbeAsync());
    }

    [Fact]
    public async Task On_a_host_paths_are_absolute()
    {
        var failure = await new ToolRun("file", "remove", ("path", Text("data"))).With(static c => c with { BaseDirectory = "", Target = "cp1" }).FailAsync();

        Assert.Equal("bad-setting", failure.Code);
        Assert.Contains("on a host paths are absolute", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_host_an_absolute_path_is_as_good_as_here()
    {
        var files = new FakeFiles().File("/srv/x", "text");

        Assert.IsType<StepOutcome.Succeeded>(
            await new ToolRun("file", "remove", ("path", Text("/srv/../srv/x"))).On(files).With(static c => c with { BaseDirectory = "", Target = "cp1" }).RunAsync());
        Assert.Null(files.TextOf("/srv/x"));
    }

    private ToolRun Upload(string source) => OnHost(new("file", "upload", ("source", Text(source)), ("to", Text(Path.Combine(_target, "x")))));

    private ToolRun OnHost(ToolRun step) =>
        step.On(new LocalFiles()).With(c => c with { Target = "cp1", BaseDirectory = "", RunbookDirectory = _engine });
}
