using HelpdeskMail.OAuth.Alerts;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Tokens;
using Quartz;

namespace HelpdeskMail.OAuth;

/// <summary>What this service does by the clock.</summary>
internal static class OAuthJobs
{
    public static void Schedule(IQuartzBuilder quartz)
    {
        RefreshJob.Schedule(quartz);
        DeviceJob.Schedule(quartz);
        DoctorJob.Schedule(quartz);
        AlertJob.Schedule(quartz);
        PurgeJob.Schedule(quartz);
    }
}
