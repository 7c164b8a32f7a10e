using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

public class FaultTests
{
    public static TheoryData<string> Examples => [.. FaultKinds.All.Select(static k => k.Example)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_example_of_every_kind_is_read_and_written_back(string text)
    {
        var fault = Read(text);

        Assert.StartsWith(fault.Kind, text, StringComparison.Ordinal);
        Assert.Equal(fault, Read(FaultText.Of(fault)));
    }

    [Fact]
    public void A_fault_says_what_it_strikes_when_and_for_how_long()
    {
        Assert.Equal(
            new Fault.PowerLoss("k2") { Moment = new FaultMoment.At(new("upgrade[k2]/kubelet"), FaultPoint.Middle), Length = TimeSpan.FromMinutes(2) },
            Read("power-loss k2 at upgrade[k2]/kubelet for 2m"));
        Assert.Equal(new Fault.EngineCrash { Moment = new FaultMoment.Write(17) }, Read("engine-crash after write 17"));
        Assert.Equal(new Fault.DpkgLock("w1") { Moment = new FaultMoment.At(new("a/b"), FaultPoint.Begin), Length = TimeSpan.FromSeconds(5) }, Read("dpkg-lock w1 for 5s at a/b begin"));
        Assert.Equal(new Fault.ClockJump(TimeSpan.FromHours(-1), "w1") { Moment = new FaultMoment.After(TimeSpan.FromSeconds(90)) }, Read("clock-jump -1h on w1 after 90s"));
        Assert.Equal(new Fault.OtherActor(OtherAct.Deletes, "shop/web") { Moment = new FaultMoment.After(TimeSpan.Zero) }, Read("other-actor deletes shop/web"));
        Assert.Equal("api-refuses 503 after 0s for 10s", FaultText.Of(Read("api-refuses 503 for 10s")));
    }

    [Theory]
    [InlineData("", "RB0913", null)]
    [InlineData("power-los w1", "RB0912", "did you mean `power-loss`?")]
    [InlineData("power-loss", "RB0913", "such as `power-loss w2 at upgrade[w2]/kubelet for 2m`")]
    [InlineData("power-loss w1 w2", "RB0913", null)]
    [InlineData("power-loss w1 on w2", "RB0913", null)]
    [InlineData("engine-crash w1", "RB0913", null)]
    [InlineData("api-refuses 404", "RB0913", null)]
    [InlineData("api-slow soon", "RB0913", null)]
    [InlineData("pdb-blocks web", "RB0913", null)]
    [InlineData("other-actor looks w1", "RB0913", null)]
    [InlineData("clock-jump -", "RB0913", null)]
    [InlineData("api-gone at a at b", "RB0913", null)]
    [InlineData("api-gone at a after 5s", "RB0913", null)]
    [InlineData("api-gone at a halfway", "RB0913", null)]
    [InlineData("api-gone after write 0", "RB0913", null)]
    [InlineData("api-gone for", "RB0913", null)]
    public void What_makes_no_sense_is_told(string text, string code, string? hint)
    {
        var read = FaultReader.Parse(text);

        Assert.Null(read.Fault);
        Assert.Equal(code, read.Code);
        Assert.NotNull(read.Problem);
        if (hint is not null)
            Assert.Equal(hint, read.Hint);
    }

    [Theory]
    [InlineData("power-loss w9", false)]
    [InlineData("power-loss local", true)]
    [InlineData("node-not-ready local", false)]
    [InlineData("pdb-blocks default/web", true)]
    [InlineData("pdb-blocks default/db", false)]
    [InlineData("other-actor deletes kube-system/coredns", true)]
    [InlineData("other-actor cordons w1", true)]
    [InlineData("package-missing kubelet on w7", false)]
    public void What_it_strikes_must_be_in_the_world(string text, bool isThere) =>
        Assert.Equal(isThere, FaultCheck.Of(Read(text), Worlds.Read(Worlds.Head + "budgets: [{ name: web, min-available: 1 }]\n")) is null);

    private static Fault Read(string text) => FaultReader.Parse(text).Fault ?? throw new InvalidOperationException(FaultReader.Parse(text).Problem);
}
