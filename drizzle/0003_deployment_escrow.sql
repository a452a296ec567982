CREATE TABLE "deployment_escrow" (
	"key" text collate "C" PRIMARY KEY GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text) STORED NOT NULL,
	"owner" text collate "C" NOT NULL,
	"dseq" numeric(20, 0) NOT NULL,
	"state" text NOT NULL,
	"settled_height" bigint NOT NULL,
	"funds" jsonb NOT NULL,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "deployment_escrow_dseq_range" CHECK ("deployment_escrow"."dseq" between 0 and 18446744073709551615),
	CONSTRAINT "deployment_escrow_state_known" CHECK ("deployment_escrow"."state" in ('open', 'closed', 'overdrawn')),
	CONSTRAINT "deployment_escrow_settled_height_range" CHECK ("deployment_escrow"."settled_height" between 0 and 9007199254740991),
	CONSTRAINT "deployment_escrow_funds_list" CHECK (jsonb_typeof("deployment_escrow"."funds") = 'array'),
	CONSTRAINT "deployment_escrow_seen_height_range" CHECK ("deployment_escrow"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "deployment_escrow_seen_source_known" CHECK ("deployment_escrow"."seen_source" in ('event', 'state'))
);
