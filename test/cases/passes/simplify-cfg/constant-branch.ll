; run: simplify-cfg
; The other way goes, and what only it reached.
define double @f(double %x) {
entry:
  br i1 true, label %then, label %else
then:
  %a = call double @observe(double %x)
  br label %endif
else:
  %b = call double @nine()
  br label %endif
endif:
  %r = phi double [ %a, %then ], [ %b, %else ]
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @observe(double %x)
  ret double %0
}

declare double @observe(double)
