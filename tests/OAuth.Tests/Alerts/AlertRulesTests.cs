using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.Alerts;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Tests.Alerts;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly MailboxProblem Lasting = new("AADSTS7000222", "The client secret has expired.", "Make a new one.", null, null);
    private static readonly MailboxProblem Passing = new("provider_unreachable", "The identity provider could not be reached.", "Wait.", null, Now);

    [Theory]
    [InlineData(LinkState.NeedsAttention)]
    [InlineData(LinkState.NeedsSignIn)]
    public void A_link_that_needs_somebody_is_told_at_once(LinkState state) => Judge(state, Lasting, 0).ShouldHaveSingleItem().Problem.ShouldBe(Lasting);

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    public void What_passes_by_itself_is_told_when_it_stays(int minutes, int expected) => Judge(LinkState.NeedsAttention, Passing, minutes).Count.ShouldBe(expected);

    [Fact]
    public void What_is_being_told_goes_on_when_its_reason_changes() => Judge(LinkState.NeedsAttention, Passing, 0, open: true).ShouldHaveSingleItem();

    [Theory]
    [InlineData(LinkState.Healthy)]
    [InlineData(LinkState.Refreshing)]
    [InlineData(LinkState.Paused)]
    [InlineData(LinkState.NotLinked)]
    public void Other_states_are_not_told(LinkState state) => Judge(state, state == LinkState.Refreshing ? Passing : null, 60).ShouldBeEmpty();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_link_is_mended_when_it_has_been_well_for_a_minute(int minutes, int expected) => Judge(LinkState.Healthy, null, minutes, open: true).Count.ShouldBe(expected);

    [Theory]
    [InlineData(31, null)]
    [InlineData(30, "30 days before 2026-12-21")]
    [InlineData(15, "30 days before 2026-12-06")]
    [InlineData(14, "14 days before 2026-12-05")]
    [InlineData(7, "7 days before 2026-11-28")]
    [InlineData(2, "7 days before 2026-11-23")]
    [InlineData(1, "1 days before 2026-11-22")]
    [InlineData(0, "SecretEnds ended 2026-11-21")]
    [InlineData(-3, "SecretEnds ended 2026-11-18")]
    public void An_end_is_told_at_30_14_7_and_1_days_before(int days, string? occasion)
    {
        var end = Now.AddDays(days);
        var condition = AlertRules.Judge(Email(), Health(LinkState.Healthy, null, 60), null, [new LinkEnd(AlertKind.SecretEnds, end, "Ends.", "Renew.")], open: false, Now).SingleOrDefault();

        (condition is null ? null : AlertRules.Occasion(condition.Kind, Now, condition.EndsAt, Now)).ShouldBe(occasion);
    }

    [Theory]
    [InlineData(0, "begun")]
    [InlineData(23, "begun")]
    [InlineData(24, "day 1")]
    [InlineData(80, "day 3")]
    public void A_broken_link_is_told_again_each_day(int hours, string occasion) => AlertRules.Occasion(AlertKind.LinkBroken, Now.AddHours(-hours), null, Now).ShouldBe(occasion);

    private static IReadOnlyList<AlertCondition> Judge(LinkState state, MailboxProblem? problem, int minutes, bool open = false) =>
        AlertRules.Judge(Email(), Health(state, problem, minutes), problem is null ? null : Now.AddMinutes(-minutes), [], open, Now);

    private static LinkHealth Health(LinkState state, MailboxProblem? problem, int minutes) => new(state, Now.AddMinutes(-minutes), problem, null, null);

    private static SystemEmail Email() => new()
    {
        Id = Guid.NewGuid(), Revision = 1, Address = "support@contoso.example", Name = "Support", Provider = MailProvider.Microsoft365, SignIn = SignInWay.ClientCredentials, SharedMailbox = false,
        Application = null, Password = null, Receiving = null, Sending = null, CreatedAt = Now, ChangedAt = Now,
    };
}
