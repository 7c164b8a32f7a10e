namespace RunbookEngine.Tests.Cli;

/// <summary><c>runbook fmt</c>: what it writes, what it only shows, and what it leaves.</summary>
public sealed class FmtCommandTests : IDisposable
{
    private const string Wild = "apiVersion: runbook/v1\nname: wild\nsteps:\n- shell: uptime   \n";
    private const string Tidy = "apiVersion: runbook/v1\nname: wild\nsteps:\n  - shell: uptime\n";

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_file_is_written_once_and_named()
    {
        _bench.Write("wild.yaml", Wild);

        Assert.Equal("wild.yaml: laid out anew\n", (await _bench.RunAsync("fmt")).Expect(0).Out);
        Assert.Equal(Tidy, _bench.Read("wild.yaml"));
        Assert.Equal("", (await _bench.RunAsync("fmt", "wild.yaml", "--check")).Expect(0).Out);
    }

    [Fact]
    public async Task Check_and_diff_write_nothing()
    {
        _bench.Write("wild.yaml", Wild);

        (await _bench.RunAsync("fmt", "wild.yaml", "--check")).Expect(1);
        var shown = (await _bench.RunAsync("fmt", "wild.yaml", "--diff")).Expect(0).Out;

        Assert.Contains("\n-- shell: uptime   \n+  - shell: uptime\n", shown, StringComparison.Ordinal);
        Assert.Equal(Wild, _bench.Read("wild.yaml"));
    }

    [Fact]
    public async Task What_cannot_be_laid_out_is_left_and_named()
    {
        _bench.Write("odd.yaml", "apiVersion: runbook/v1\nname: odd\nsteps:\n  -\n    shell: uptime\n");
        _bench.Write("broken.yaml", "apiVersion: runbook/v1\nsteps: [\n");

        Assert.Contains("odd.yaml: left as it is", (await _bench.RunAsync("fmt", "odd.yaml")).Expect(0).Error, StringComparison.Ordinal);
        Assert.Contains("broken.yaml: left as it is", (await _bench.RunAsync("fmt", "broken.yaml")).Expect(2).Error, StringComparison.Ordinal);
    }
}
