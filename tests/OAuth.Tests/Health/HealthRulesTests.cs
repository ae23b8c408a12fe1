using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Health;

namespace HelpdeskMail.OAuth.Tests.Health;

public sealed class HealthRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly MailboxProblem Lasting = new("access_token_refused", "Refused.", "Look.", null, null);
    private static readonly MailboxProblem Passing = new("server_closed", "Closed.", "Wait.", null, Now);

    [Fact]
    public void A_linked_system_email_nobody_complains_of_is_healthy() => Judge(Facts()).State.ShouldBe(LinkState.Healthy);

    [Fact]
    public void A_pause_goes_before_everything() => Judge(Facts() with { Paused = true, TokenProblem = Lasting, TokenMender = Mender.SigningIn }).ShouldBe((LinkState.Paused, null));

    [Fact]
    public void Without_anything_to_sign_in_with_it_is_not_linked() => Judge(Facts() with { Linked = false }).State.ShouldBe(LinkState.NotLinked);

    [Theory]
    [InlineData(Mender.SigningIn, true, true, LinkState.NeedsSignIn)]
    [InlineData(Mender.SigningIn, false, true, LinkState.NeedsAttention)]
    [InlineData(Mender.Application, true, true, LinkState.NeedsAttention)]
    [InlineData(Mender.TenantAdmin, true, false, LinkState.NeedsAttention)]
    [InlineData(Mender.Nobody, true, true, LinkState.Refreshing)]
    [InlineData(Mender.Nobody, true, false, LinkState.NeedsAttention)]
    public void A_failed_refresh_is_judged_by_who_mends_it(Mender mender, bool somebodySignsIn, bool usable, LinkState expected) =>
        Judge(Facts() with { TokenProblem = Lasting, TokenMender = mender, SomebodySignsIn = somebodySignsIn, TokenUsable = usable }).ShouldBe((expected, Lasting));

    [Fact]
    public void A_lasting_problem_of_a_side_needs_attention_at_once() =>
        Judge(Facts() with { Sides = [Side(Lasting, TimeSpan.Zero)] }).ShouldBe((LinkState.NeedsAttention, Lasting));

    [Theory]
    [InlineData(4, LinkState.Healthy)]
    [InlineData(5, LinkState.NeedsAttention)]
    public void A_passing_problem_of_a_side_needs_attention_when_it_stays(int minutes, LinkState expected) =>
        Judge(Facts() with { Sides = [Side(Passing, TimeSpan.FromMinutes(minutes))] }).State.ShouldBe(expected);

    [Fact]
    public void A_passing_problem_of_a_side_that_never_worked_needs_attention_at_once() =>
        Judge(Facts() with { Sides = [Side(Passing, TimeSpan.Zero) with { WellAt = null }] }).ShouldBe((LinkState.NeedsAttention, Passing));

    [Fact]
    public void A_full_disk_needs_attention_at_once()
    {
        var full = Passing with { Code = "store_full" };
        Judge(Facts() with { Sides = [Side(full, TimeSpan.Zero)] }).ShouldBe((LinkState.NeedsAttention, full));
    }

    [Fact]
    public void A_lasting_problem_is_named_before_a_passing_one() =>
        Judge(Facts() with { Sides = [Side(Passing, TimeSpan.FromHours(1)), Side(Lasting, TimeSpan.Zero)] }).Problem.ShouldBe(Lasting);

    private static (LinkState State, MailboxProblem? Problem) Judge(HealthFacts facts) => HealthRules.Judge(facts, Now);

    private static HealthFacts Facts() => new(Paused: false, Linked: true, SomebodySignsIn: true, TokenUsable: true, null, null, []);

    private static ObservedSide Side(MailboxProblem problem, TimeSpan ago) => new(Guid.Empty, MailDirection.Receiving, Now, Now - ago, problem, Now - ago);
}
